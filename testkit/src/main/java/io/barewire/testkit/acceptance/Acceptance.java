package io.barewire.testkit.acceptance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Which rows of the acceptance lists a test shows. Of a parameterized test, all runs count for all of its rows.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
public @interface Acceptance {
    Criterion[] value();
}
