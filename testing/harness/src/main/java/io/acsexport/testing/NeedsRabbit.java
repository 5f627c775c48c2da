package io.acsexport.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that runs a {@link RabbitBroker}. Where no RabbitMQ is installed it is
 * skipped, and a file of its name in {@code target/not-run} tells {@code ./verify}, which then does
 * not succeed.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RabbitCondition.class)
public @interface NeedsRabbit {}
