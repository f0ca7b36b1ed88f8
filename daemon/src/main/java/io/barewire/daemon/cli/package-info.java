/// The command line: one class per subcommand, parsed by picocli. Exit status 0 means done, 1 that it could not be done
/// or that faults were found, 2 that the command line was wrong.
@NullMarked
package io.barewire.daemon.cli;

import org.jspecify.annotations.NullMarked;
