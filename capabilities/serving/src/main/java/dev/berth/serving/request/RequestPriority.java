package dev.berth.serving.request;

/// Priority of a request where processors are short.
public enum RequestPriority {
    /// A caller waits for the answer.
    FOREGROUND,
    /// No caller does: executed with what foreground requests leave idle, by threads of low
    /// priority, never in a batch with these, and the first to be refused.
    BACKGROUND
}
