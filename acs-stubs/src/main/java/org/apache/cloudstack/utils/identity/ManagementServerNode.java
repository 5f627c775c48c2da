package org.apache.cloudstack.utils.identity;

/** Knows the id of this management server, which CloudStack makes from its MAC address. */
public class ManagementServerNode {

  /** What the stand-in answers. */
  public static final long STAND_IN_ID = 345051122106L;

  public static long getManagementServerId() {
    return STAND_IN_ID;
  }
}
