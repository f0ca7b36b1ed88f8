package io.barewire.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that runs against every daemon that has the feature. The method takes a [Daemon]; it may take an [Frr], a
/// bystander with a session of its own, and enums and booleans: it runs with every combination of their values. Its
/// result is a part of the feature's row in the matrix.
@Tag("container")
@Tag("scenario")
@TestTemplate
@ExtendWith(ScenarioRuns.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Scenario {
    Feature value();
}
