# The user that the management server runs as; its own package makes it in the same way.
id cloud >/dev/null 2>&1 ||
  useradd -M -U -r -s /bin/sh -d /var/cloudstack/management cloud
