package dev.berth.examples.flights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Training set of flights: departures, delays and features.
///
/// @param rows at least one, in the order of the file
public record Flights(List<Flight> rows) {
    private static final String TIME = "departed";
    private static final String DELAY = "delay";

    /// Columns that are not features.
    private static final List<String> OTHERS =
            List.of(TIME, DELAY, "landed", "origin", "destination");

    public Flights {
        rows = List.copyOf(rows);
    }

    /// Flight with its delay.
    ///
    /// @param departed as text, which sorts by time
    /// @param delay of its arrival, in minutes
    /// @param features by name
    public record Flight(
            String departed,
            String origin,
            String destination,
            double delay,
            SortedMap<String, Double> features) {
        public Flight {
            features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
        }
    }

    /// Reads a CSV file with a header line. Every column that is not listed in `OTHERS` is a
    /// feature.
    public static Flights read(Path csv) {
        try {
            List<String> lines = Files.readAllLines(csv);
            List<String> names = Arrays.asList(lines.getFirst().split(",", -1));
            int time = names.indexOf(TIME);
            int delay = names.indexOf(DELAY);
            if (time < 0 || delay < 0) {
                throw new IllegalArgumentException(
                        csv + " has " + names + " (expected: " + TIME + " and " + DELAY + ")");
            }
            List<Flight> rows = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                SortedMap<String, Double> features = new TreeMap<>();
                for (int i = 0; i < cells.length; i++) {
                    if (!OTHERS.contains(names.get(i))) {
                        features.put(names.get(i), Double.valueOf(cells[i]));
                    }
                }
                rows.add(
                        new Flight(
                                cells[time],
                                cells[names.indexOf("origin")],
                                cells[names.indexOf("destination")],
                                Double.parseDouble(cells[delay]),
                                features));
            }
            return new Flights(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Flights that departed before a time.
    public Flights before(String departed) {
        return new Flights(
                rows.stream().filter(flight -> flight.departed().compareTo(departed) < 0).toList());
    }

    /// Flights that departed at a time or after it.
    public Flights from(String departed) {
        return new Flights(
                rows.stream()
                        .filter(flight -> flight.departed().compareTo(departed) >= 0)
                        .toList());
    }
}
