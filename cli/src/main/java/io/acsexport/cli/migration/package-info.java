/**
 * Turns the configuration of CloudStack's own event buses for Kafka and RabbitMQ into one of the
 * exporter: what is there ({@link io.acsexport.cli.migration.StockSetup}), what becomes of it
 * ({@link io.acsexport.cli.migration.Migration}), and what the operator does next ({@link
 * io.acsexport.cli.migration.NextSteps}). Writes files in {@link
 * io.acsexport.cli.migration.PrivateFiles} alone. Called by one thread.
 */
@NullMarked
package io.acsexport.cli.migration;

import org.jspecify.annotations.NullMarked;
