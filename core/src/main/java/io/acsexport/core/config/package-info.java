/**
 * Reads the configuration file: HOCON in, validated records out, every problem reported at once
 * with its file and line. All keys, the engine's own and those of the transports, are declared as
 * {@link io.acsexport.transport.SettingSpecs}; validation, the effective configuration and the
 * reference are made from these declarations. Used by the engine and the commands, on one thread at
 * a time.
 */
@NullMarked
package io.acsexport.core.config;

import org.jspecify.annotations.NullMarked;
