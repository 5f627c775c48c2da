package io.acsexport.testing.host;

import com.cloud.utils.component.ManagerBase;

/** A component of the core, which is started before any bus and publishes then. */
public final class ClusterAlerts extends ManagerBase {

  private final EventDistributor distributor;

  /** Called by Spring. */
  public ClusterAlerts(EventDistributor distributor) {
    this.distributor = distributor;
  }

  @Override
  public boolean start() {
    distributor.publishAndTell(AcsLikeHost.label() + " before start");
    return true;
  }
}
