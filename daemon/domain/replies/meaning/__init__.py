"""What typed lines say: items, states, answers, proposals, questions."""
