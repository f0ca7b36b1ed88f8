/// Joins sessions with the RIB: what a session brings goes into the tables, what the tables have to say goes to
/// sessions and route sinks.
///
/// [RoutingCore] does it, without threads or time, so the simulation runs it as it is. [RoutingThread] gives it a
/// thread, a queue and a clock; [SinkRunner] gives each route sink its own thread. No sockets: a session is a
/// [PeerPort] here.
@NullMarked
package io.barewire.speaker.routing;

import org.jspecify.annotations.NullMarked;
