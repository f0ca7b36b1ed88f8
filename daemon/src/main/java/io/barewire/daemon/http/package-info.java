/// The agent's HTTP side: `/metrics`, `/livez`, `/readyz`, on the JDK's own server.
@NullMarked
package io.barewire.daemon.http;

import org.jspecify.annotations.NullMarked;
