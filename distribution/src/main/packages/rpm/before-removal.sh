if [ "$1" = 0 ]; then
  # A bean of a class that is gone costs CloudStack its modules 'event' and 'webhook'.
  for file in /etc/cloudstack/management/META-INF/cloudstack/*/*.xml; do
    if [ -f "$file" ] && grep -q 'io\.acsexport\.acs\.AcsEventBus' "$file"; then
      echo "acs-export: $file still names io.acsexport.acs.AcsEventBus. Remove that bean before cloudstack-management is restarted, or CloudStack loses its modules 'event' and 'webhook'."
    fi
  done
fi
