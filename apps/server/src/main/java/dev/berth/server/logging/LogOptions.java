package dev.berth.server.logging;

import java.io.Console;

/// Options of logging.
///
/// @param level the least severe that is written
public record LogOptions(Format format, Level level, Access access) {
    /// Format of a line.
    public enum Format {
        /// One JSON object per line, for programs.
        JSON,
        /// Time, level and message, for people.
        TEXT
    }

    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /// Setting for a log line for each request.
    public enum Access {
        ON,
        OFF
    }

    /// Text on a terminal, JSON elsewhere; a line per request only for programs.
    public static LogOptions defaults() {
        Format format = isTerminal() ? Format.TEXT : Format.JSON;
        return new LogOptions(format, Level.INFO, usualAccess(format));
    }

    private static Access usualAccess(Format format) {
        return format == Format.JSON ? Access.ON : Access.OFF;
    }

    // From JDK 22 to 24 there always was a console; before and since there is none without a
    // terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// This form, and a line per request if it is usual with it; [#withAccess] says otherwise.
    public LogOptions withFormat(Format other) {
        return new LogOptions(other, level, usualAccess(other));
    }

    public LogOptions withLevel(Level other) {
        return new LogOptions(format, other, access);
    }

    public LogOptions withAccess(Access other) {
        return new LogOptions(format, level, other);
    }
}
