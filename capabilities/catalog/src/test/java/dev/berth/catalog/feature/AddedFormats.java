package dev.berth.catalog.feature;

import dev.berth.core.feature.TableFormat;
import java.util.List;

/// Table formats that only tests have, as another jar would bring them.
public final class AddedFormats {
    private AddedFormats() {}

    /// One that holds events.
    public static final class Pipes implements TableFormat {
        @Override
        public String name() {
            return "pipes";
        }

        @Override
        public List<String> endings() {
            return List.of(".psv");
        }

        @Override
        public boolean isSource() {
            return true;
        }
    }

    /// One that is only written.
    public static final class Sheet implements TableFormat {
        @Override
        public String name() {
            return "sheet";
        }

        @Override
        public List<String> endings() {
            return List.of(".sheet");
        }
    }

    /// One by the name of another key of a source.
    public static final class Columns implements TableFormat {
        @Override
        public String name() {
            return "columns";
        }

        @Override
        public List<String> endings() {
            return List.of(".columns");
        }

        @Override
        public boolean isSource() {
            return true;
        }
    }
}
