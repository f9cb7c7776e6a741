"""The settings of Exim and Dovecot for `mail_stack`: as little as they start with, and no root."""

from string import Template

DOMAIN = "halden.example"
HOST = "mx.halden.example"
PASSWORD = "open-sesame"
PEOPLE = ("accord", "dana", "marek", "lena", "jim", "ingrid", "it", "tomas", "aiko")

LARGEST = "5M"


def exim(given: dict[str, str]) -> str:
    names = "|".join(PEOPLE)
    return Template(EXIM).substitute(
        given, domain=DOMAIN, host=HOST, password=PASSWORD, names=names, largest=LARGEST
    )


def dovecot(given: dict[str, str]) -> str:
    return Template(DOVECOT).substitute(given, host=HOST, domain=DOMAIN, password=PASSWORD)


def oauth2(given: dict[str, str]) -> str:
    return Template(OAUTH2).substitute(given)


# Exim's own variables are written with $$. Who signs in gets the verdict a real server would give.
EXIM = """\
exim_user = $user
exim_group = $group
never_users =
exim_path = /usr/sbin/exim4
deliver_drop_privilege
primary_hostname = $host
qualify_domain = $domain
spool_directory = $folder/spool
log_file_path = $folder/log/exim-%slog
pid_file_path = $folder/run/exim.pid
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = $mx : $submission : $smtps
tls_on_connect_ports = $smtps
tls_advertise_hosts = *
tls_certificate = $folder/server.pem
auth_advertise_hosts = $${if def:tls_in_cipher {*}}
message_size_limit = $largest
smtp_accept_queue_per_connection = 0
smtp_accept_max = 50
queue_only
queue_run_in_order
acl_smtp_rcpt = who
acl_smtp_data = what

begin acl
who:
  deny message = 5.7.0 sign in first
       condition = $${if !eq {$$received_port}{$mx}}
       !authenticated = *
  defer message = 4.7.1 greylisted, come again
        recipients = $folder/greylist
  deny message = 5.1.1 nobody of that name
       domains = $domain
       !local_parts = ^($names|postmaster)([+].*)?\\$$
  accept
what:
  warn authenticated = *
       add_header = :at_start:Authentication-Results: $host; dmarc=pass
  accept

begin routers
here:
  driver = accept
  domains = $domain
  transport = mailbox
elsewhere:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = world

begin transports
mailbox:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  port = $lmtp
  allow_localhost
  hosts_override
  rcpt_include_affixes
  headers_remove = $${lookup {$$local_part@$$domain} lsearch {$folder/unmarked} {Auto-Submitted}} : \
    $${lookup {$$local_part@$$domain} lsearch {$folder/unmarked} {X-Auto-Response-Suppress}}
  hosts_avoid_tls = *
world:
  driver = smtp
  port = $world
  allow_localhost

begin retry
* * F,1h,1s

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = $${if eq {$$auth3}{$password}}
  server_set_id = $$auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = User : Password
  server_condition = $${if eq {$$auth2}{$password}}
  server_set_id = $$auth1
"""

# Dovecot wants users of its own unless told otherwise, and chroots its login processes as root.
DOVECOT = """\
base_dir = $folder/run
state_dir = $folder/state
log_path = $folder/log/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp submission
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
hostname = $host
postmaster_address = postmaster@$domain
recipient_delimiter = +
submission_host = 127.0.0.1:$mx
submission_relay_host = 127.0.0.1
submission_relay_port = $mx

ssl = yes
ssl_cert = <$folder/server.pem
ssl_key = <$folder/server.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
passdb {
  driver = static
  mechanisms = plain login
  args = password=$password
}
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = $folder/oauth2.conf
}
userdb {
  driver = static
  args = uid=$user gid=$group home=$homes allow_all_users=yes
}

mail_location = maildir:$place
lda_mailbox_autocreate = yes
namespace inbox {
  inbox = yes
  mailbox "Sent Mail" {
    auto = create
    special_use = \\Sent
  }
}
mail_plugins = acl
protocol lmtp {
  mail_plugins = acl sieve
}
plugin {
  acl = vfile
  sieve = file:~/sieve;active=~/.dovecot.sieve
}

service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = $imaps
    ssl = yes
  }
}
service submission-login {
  chroot =
  inet_listener submission {
    port = $relay
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = $lmtp
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0600
  }
}
"""

OAUTH2 = """\
introspection_mode = auth
introspection_url = http://127.0.0.1:$tokens/whose
username_attribute = email
active_attribute = active
active_value = true
"""
