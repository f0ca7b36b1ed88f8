package io.barewire.bfd;

/// What is counted of a session.
final class Counters {
    long controlIn;
    long controlOut;
    long echoIn;
    long echoOut;
    long ups;
    long downs;
    long sendFailures;
}
