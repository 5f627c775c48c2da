package io.acsexport.core.spool;

import org.jspecify.annotations.Nullable;

/** Why there is no room for another segment. */
record Obstacle(RefusedException.Reason reason, String message, @Nullable Throwable cause) {}
