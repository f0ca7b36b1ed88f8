package io.barewire.daemon.log;

/// How a log line is written.
public enum LogFormat {
    /// For people: time, level, where from, message.
    TEXT,
    /// For programs: one JSON object per line, with what the message names as fields of its own.
    JSON
}
