# Never restarts the management server: when that happens is its operator's business.
if command -v restorecon >/dev/null 2>&1; then
  restorecon -R /usr/share/acs-export /usr/share/cloudstack-management/lib/acs-export.jar \
    /etc/acs-export /var/lib/acs-export || :
fi
if [ "$1" = 1 ]; then
  echo "acs-export: edit /etc/acs-export/acs-export.conf, look at it with 'acs-export check', then restart cloudstack-management."
else
  echo "acs-export: the new release is used from the next restart of cloudstack-management on."
fi
