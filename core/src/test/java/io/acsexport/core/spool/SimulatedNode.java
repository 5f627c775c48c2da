package io.acsexport.core.spool;

import java.util.random.RandomGenerator;

/** What a name in a {@link SimulatedStorage} leads to. Guarded by the lock of the storage. */
sealed interface SimulatedNode permits SimulatedFile, SimulatedDirectory {

  /** What is left of it after a power loss, all of it durable. */
  SimulatedNode afterPowerLoss(RandomGenerator random);

  /** Its present state, all of it durable. */
  SimulatedNode copy();
}
