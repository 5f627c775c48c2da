package io.acsexport.testing.road;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that runs Python. Where there is none, or not with that module, it is skipped,
 * and a file of its name in {@code target/not-run} tells {@code ./verify}, which then does not
 * succeed.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PythonCondition.class)
@interface NeedsPython {

  /** A module it must be able to import. */
  String module() default "sys";
}
