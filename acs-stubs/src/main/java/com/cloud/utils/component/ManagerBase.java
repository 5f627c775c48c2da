package com.cloud.utils.component;

/** What the host's own managers, and its buses, extend. */
public class ManagerBase extends ComponentLifecycleBase {

  public ManagerBase() {
    setRunLevel(RUN_LEVEL_COMPONENT_BOOTSTRAP);
  }
}
