/// A real ovsdb-server for tests, of the packages `ovsdb-server` or `openvswitch-switch`. Start with [OvsdbTestServer].
@NullMarked
package io.barewire.testkit.ovsdb;

import org.jspecify.annotations.NullMarked;
