/// What the tests of several modules share: seeded randomness for properties ([Seeds]) and network namespaces
/// ([Namespace]), programs that end with their test ([GuardedProcess]).
@NullMarked
package io.barewire.testkit;

import org.jspecify.annotations.NullMarked;
