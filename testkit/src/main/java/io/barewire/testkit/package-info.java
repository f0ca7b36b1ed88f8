/// Seeded randomness for property tests. Start with [Seeds].
@NullMarked
package io.barewire.testkit;

import org.jspecify.annotations.NullMarked;
