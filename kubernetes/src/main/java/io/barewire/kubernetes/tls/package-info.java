/// Certificates: made, kept and changed in this process for the servers that a cluster talks to, and trusted as a file
/// says at the moment.
@NullMarked
package io.barewire.kubernetes.tls;

import org.jspecify.annotations.NullMarked;
