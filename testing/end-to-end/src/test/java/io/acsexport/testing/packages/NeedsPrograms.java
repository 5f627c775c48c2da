package io.acsexport.testing.packages;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that runs programs of the system. Where one is missing it is skipped, and
 * {@code ./verify} is told.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ProgramsCondition.class)
@interface NeedsPrograms {

  /** Their names. */
  String[] value();

  /** Whether it also opens a {@link ScratchRoot}, which needs root and a kernel that allows it. */
  boolean scratchRoot() default false;
}
