/**
 * Delivers to Apache Kafka with Kafka's own producer.
 *
 * <p>A {@link io.acsexport.kafka.ProducerSession} is the life of one producer, from its first
 * message to its first failure; the transport makes a new one for the next batch. Only the engine's
 * sending thread, the producer's I/O thread, the engine's timer and, for closing, short-lived
 * threads of the context's factory run here.
 */
@NullMarked
package io.acsexport.kafka;

import org.jspecify.annotations.NullMarked;
