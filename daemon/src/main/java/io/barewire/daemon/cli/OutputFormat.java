package io.barewire.daemon.cli;

/// How an answer is written to standard output.
enum OutputFormat {
    /// Tables for people.
    TEXT,
    /// One JSON document for programs.
    JSON
}
