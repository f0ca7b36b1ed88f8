/// What the tests of several modules share: seeded randomness for properties ([Seeds]) and network namespaces
/// ([Namespace]).
@NullMarked
package io.barewire.testkit;

import org.jspecify.annotations.NullMarked;
