package com.cloud.utils.component;

import java.util.Map;
import javax.naming.ConfigurationException;

/** Is configured, started and stopped by the host. */
public interface ComponentLifecycle extends Named {

  /** The run level of components that say nothing else. */
  int RUN_LEVEL_COMPONENT = 5;

  /** The run level of managers. */
  int RUN_LEVEL_COMPONENT_BOOTSTRAP = 4;

  void setName(String name);

  void setConfigParams(Map<String, Object> params);

  Map<String, Object> getConfigParams();

  int getRunLevel();

  void setRunLevel(int level);

  boolean configure(String name, Map<String, Object> params) throws ConfigurationException;

  boolean start();

  boolean stop();
}
