package dev.berth.features.rocksdb;

import dev.berth.core.bytes.ByteReader;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Content of a RocksDB manifest: the files of a store.
///
/// A manifest is a log of edits: added files, deleted files, and the first log with unflushed
/// writes. With `openAsSecondary` RocksDB takes a missing file for one yet to come and serves older
/// data or none; so the expected files are read here. Source: `db/version_edit.cc` of RocksDB
/// defines the edit format.
///
/// @param tables size in bytes of each table file by number
/// @param firstLog number of the first required write-ahead log
/// @param isTorn whether the last edit is incomplete
record Manifest(SortedMap<Long, Long> tables, long firstLog, boolean isTorn) {
    private static final int COMPARATOR = 1;
    private static final int LOG_NUMBER = 2;
    private static final int NEXT_FILE_NUMBER = 3;
    private static final int LAST_SEQUENCE = 4;
    private static final int COMPACT_CURSOR = 5;
    private static final int DELETED_FILE = 6;
    private static final int PREVIOUS_LOG_NUMBER = 9;
    private static final int OLDEST_LOG_KEPT = 10;
    private static final int NEW_FILE = 103;
    private static final int COLUMN_FAMILY = 200;
    private static final int COLUMN_FAMILY_ADDED = 201;
    private static final int COLUMN_FAMILY_DROPPED = 202;
    private static final int COLUMN_FAMILIES_MAX = 203;
    private static final int IN_ATOMIC_GROUP = 300;

    /// Tags with this bit may be skipped and are followed by their length.
    private static final int PASSED_OVER = 1 << 13;

    /// Ends the properties of an added file.
    private static final int END_OF_FILE_PROPERTIES = 1;

    Manifest {
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    }

    /// Reads the bytes of a manifest.
    ///
    /// @throws IllegalArgumentException if RocksDB did not write them
    static Manifest read(byte[] file) {
        LogRecords edits = LogRecords.of(file);
        var state = new State();
        for (byte[] edit : edits.whole()) {
            state.apply(new ByteReader(edit));
        }
        if (!state.hasNextFile) {
            throw new IllegalArgumentException(
                    "its "
                            + file.length
                            + " bytes do not say which files there are (expected: an entry that"
                            + " does)");
        }
        return new Manifest(state.tables, state.firstLog, edits.isTorn());
    }

    private static final class State {
        private final SortedMap<Long, Long> tables = new TreeMap<>();
        private long firstLog;
        private boolean hasNextFile;

        void apply(ByteReader edit) {
            while (edit.hasMore()) {
                int tag = (int) edit.readUnsigned();
                switch (tag) {
                    case NEW_FILE -> add(edit);
                    case DELETED_FILE -> {
                        edit.readUnsigned();
                        tables.remove(edit.readUnsigned());
                    }
                    case LOG_NUMBER -> firstLog = Math.max(firstLog, edit.readUnsigned());
                    case NEXT_FILE_NUMBER -> {
                        edit.readUnsigned();
                        hasNextFile = true;
                    }
                    default -> passOver(tag, edit);
                }
            }
        }

        private void add(ByteReader edit) {
            edit.readUnsigned();
            long number = edit.readUnsigned();
            tables.put(number, edit.readUnsigned());
            // The smallest and greatest key, and the smallest and greatest sequence number.
            edit.readBytes();
            edit.readBytes();
            edit.readUnsigned();
            edit.readUnsigned();
            while (edit.readUnsigned() != END_OF_FILE_PROPERTIES) {
                edit.readBytes();
            }
        }

        private static void passOver(int tag, ByteReader edit) {
            switch (tag) {
                case LAST_SEQUENCE,
                        PREVIOUS_LOG_NUMBER,
                        OLDEST_LOG_KEPT,
                        COLUMN_FAMILY,
                        COLUMN_FAMILIES_MAX,
                        IN_ATOMIC_GROUP ->
                        edit.readUnsigned();
                case COMPARATOR, COLUMN_FAMILY_ADDED -> edit.readBytes();
                case COMPACT_CURSOR -> {
                    edit.readUnsigned();
                    edit.readBytes();
                }
                case COLUMN_FAMILY_DROPPED -> {}
                default -> {
                    if ((tag & PASSED_OVER) == 0) {
                        throw new IllegalArgumentException("an entry of kind " + tag);
                    }
                    edit.readBytes();
                }
            }
        }
    }
}
