/// What the tests of several modules share: seeded randomness for properties ([Seeds]) and network namespaces
/// ([Namespace]), programs that end with their test ([GuardedProcess]), how long conditions are waited for
/// ([WaitLimit]), and what failed, for the end of `./dev verify` ([FailedTests]).
@NullMarked
package io.barewire.testkit;

import org.jspecify.annotations.NullMarked;
