/// A peer's sessions as values: states, events, actions and the functions between them (RFC 4271 §8, §6.2, §6.8;
/// RFC 6608, RFC 6286, RFC 4486).
///
/// Nothing here reads a clock, draws a random number, touches a socket or writes a log: a driver turns actions into
/// I/O and I/O into events. `transport` drives it with Netty, the simulation with a queue. Start with [Fsm], then
/// [PeerFsm], which is two of them and the rule for collisions.
@NullMarked
package io.barewire.speaker.session;

import org.jspecify.annotations.NullMarked;
