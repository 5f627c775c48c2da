/**
 * Delivers to RabbitMQ with its own client, over AMQP 0-9-1.
 *
 * <p>A {@link io.acsexport.rabbitmq.PublisherSession} is the life of one connection, from its first
 * message to its first failure that is not the fault of one message; the transport makes a new one
 * for the next batch. What is under way on it is the {@link io.acsexport.rabbitmq.ConfirmWindow}'s.
 *
 * <p>The engine's sending thread only hands batches over. A publishing thread of the session
 * connects and writes, the client's reading thread brings confirmations, and the engine's timer
 * looks for those that do not come.
 */
@NullMarked
package io.acsexport.rabbitmq;

import org.jspecify.annotations.NullMarked;
