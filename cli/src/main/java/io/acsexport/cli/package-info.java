/**
 * The {@code acs-export} command: looks at a configuration and its brokers, sends events through
 * the whole engine, reads them back. One class for each sub-command; all they share with the world
 * outside is in {@link io.acsexport.cli.Surroundings}, so that tests run them in their own process.
 */
@NullMarked
package io.acsexport.cli;

import org.jspecify.annotations.NullMarked;
