/**
 * Three consumers as a user would write them: {@link
 * io.acsexport.example.consumer.NewAccountNotifier} and {@link
 * io.acsexport.example.consumer.EventCounter} read from Kafka, {@link
 * io.acsexport.example.consumer.UsageBilling} from RabbitMQ.
 *
 * <p>Each works first and confirms to the broker afterwards, so that nothing is missed; drops what
 * comes again by {@code acs-id}; and ends cleanly when it is told to (SIGTERM, Ctrl-C). Each runs
 * on one thread of its own.
 */
@NullMarked
package io.acsexport.example.consumer;

import org.jspecify.annotations.NullMarked;
