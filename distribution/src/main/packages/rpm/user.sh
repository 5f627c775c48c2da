# The user that the management server runs as; its own package makes it in the same way.
getent passwd cloud >/dev/null ||
  useradd -M -U -r -d /var/cloudstack/management -s /sbin/nologin cloud
