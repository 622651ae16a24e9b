package dev.berth.audit.finding;

/// The place of a finding.
public sealed interface Place extends Comparable<Place> {
    /// Lines of a file.
    ///
    /// @param path with slashes, relative to the directory that was read
    /// @param line counted from 1
    record Source(String path, int line) implements Place {
        @Override
        public String toString() {
            return path + ":" + line;
        }
    }

    /// A component of the system, with the file that describes it.
    ///
    /// @param component its identifier, such as `endpoint topic`
    /// @param path with slashes, relative to the system's directory
    /// @param line counted from 1, or 0 for the file as a whole
    record Described(String component, String path, int line) implements Place {
        @Override
        public String toString() {
            return path + (line == 0 ? "" : ":" + line) + " (" + component + ")";
        }
    }

    /// What a server measures.
    ///
    /// @param series name with labels
    record Measured(String server, String series) implements Place {
        @Override
        public String toString() {
            return series + " at " + server;
        }
    }

    @Override
    default int compareTo(Place other) {
        return switch (this) {
            case Source(var path, var line) when other instanceof Source(var path2, var line2) ->
                    path.equals(path2) ? Integer.compare(line, line2) : path.compareTo(path2);
            case Described(var component, var path, var line)
                    when other instanceof Described(var component2, var path2, var line2) -> {
                int byPath = path.compareTo(path2);
                int byLine = Integer.compare(line, line2);
                yield byPath != 0 ? byPath : byLine != 0 ? byLine : component.compareTo(component2);
            }
            case Measured measured when other instanceof Measured measured2 ->
                    measured.toString().compareTo(measured2.toString());
            default -> Integer.compare(order(this), order(other));
        };
    }

    private static int order(Place place) {
        return switch (place) {
            case Described _ -> 0;
            case Source _ -> 1;
            case Measured _ -> 2;
        };
    }
}
