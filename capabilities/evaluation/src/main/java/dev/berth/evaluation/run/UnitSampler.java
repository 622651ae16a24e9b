package dev.berth.evaluation.run;

import dev.berth.scoring.data.RowBlock;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.row.DataRow;
import dev.berth.statistics.StableHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Sample of the units of a file: those whose number has the smallest hashes, as many as are
/// wanted, or fewer if their rows take more memory than a sample may. Each unit is as likely as any
/// other, and the sample depends on the file and the seed alone. For one thread.
final class UnitSampler {
    /// Pictures are large: then fewer units have to do.
    private static final long BYTES_MAX = 256L << 20;

    private final Collection<String> columns;
    private final Optional<String> group;
    private final int unitsMax;
    private final long seed;
    private final TreeMap<Long, List<CopiedRow>> units = new TreeMap<>();
    private final List<CopiedRow> unit = new ArrayList<>();
    private long bytes;

    /// @param columns that are kept of a row
    /// @param group column whose equal values, one after the other, make a unit
    UnitSampler(Collection<String> columns, Optional<String> group, int unitsMax, long seed) {
        this.columns = columns;
        this.group = group;
        this.unitsMax = unitsMax;
        this.seed = seed;
    }

    /// The units in the order of their numbers.
    List<List<CopiedRow>> sample(RowCursor rows) {
        for (Optional<RowBlock> block = rows.next(); block.isPresent(); block = rows.next()) {
            for (DataRow row : block.get().rows()) {
                add(row);
            }
        }
        complete();
        return units.values().stream()
                .sorted(Comparator.comparingLong(each -> each.getFirst().number()))
                .toList();
    }

    private void add(DataRow row) {
        boolean isNew =
                group.isEmpty()
                        || unit.isEmpty()
                        || !String.valueOf(row.text(group.get()))
                                .equals(String.valueOf(unit.getLast().text(group.get())));
        if (isNew) {
            complete();
        }
        if (!unit.isEmpty() || isWanted(row.number())) {
            unit.add(CopiedRow.of(row, columns));
        }
    }

    private long hash(long number) {
        return StableHash.ofWords(seed, number, 1);
    }

    private boolean isWanted(long number) {
        return units.size() < unitsMax || hash(number) < units.lastKey();
    }

    private void complete() {
        if (unit.isEmpty()) {
            return;
        }
        List<CopiedRow> rows = List.copyOf(unit);
        unit.clear();
        bytes += bytes(rows);
        units.put(hash(rows.getFirst().number()), rows);
        while (units.size() > unitsMax || (bytes > BYTES_MAX && units.size() > 1)) {
            bytes -= bytes(units.pollLastEntry().getValue());
        }
    }

    private static long bytes(List<CopiedRow> rows) {
        return rows.stream().mapToLong(CopiedRow::bytes).sum();
    }
}
