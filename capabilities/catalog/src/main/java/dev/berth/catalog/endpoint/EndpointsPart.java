package dev.berth.catalog.endpoint;

import dev.berth.catalog.document.Schema;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.ChangedEntry;
import dev.berth.catalog.system.CheckReport;
import dev.berth.catalog.system.DefinedNames;
import dev.berth.catalog.system.PartFolder;
import dev.berth.catalog.system.PartReading;
import dev.berth.catalog.system.SystemPart;
import dev.berth.core.system.ValidationError;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The endpoints of a system: `endpoints/*.yaml`, none with the name of a model.
public final class EndpointsPart implements SystemPart<EndpointEntries> {
    @Override
    public String folder() {
        return EndpointEntry.FOLDER;
    }

    @Override
    public Class<EndpointEntries> type() {
        return EndpointEntries.class;
    }

    @Override
    public Schema schema() {
        return Schema.shipped("endpoint");
    }

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Models.class);
    }

    @Override
    public PartReading<EndpointEntries> read(PartFolder folder) {
        Set<String> models = new HashSet<>(folder.part(Models.class).names());
        return reading(
                new EndpointEntries(
                        EndpointReader.readAll(folder.path(), folder.schema(), models)));
    }

    /// No change of another part's entry makes another endpoint: no file is read for one.
    @Override
    public PartReading<EndpointEntries> readAgain(
            PartFolder folder, EndpointEntries before, ChangedEntry changed) {
        return changed.part() == EndpointEntries.class ? read(folder) : reading(before);
    }

    /// Each error belongs to one entry.
    private static PartReading<EndpointEntries> reading(EndpointEntries endpoints) {
        return new PartReading<>(endpoints, List.of());
    }

    @Override
    public DefinedNames names(EndpointEntries endpoints) {
        Map<String, Set<String>> versions = new HashMap<>();
        endpoints.names().forEach(name -> versions.put(name, Set.of()));
        return DefinedNames.of(versions);
    }

    @Override
    public CheckReport report(EndpointEntries endpoints) {
        List<ValidationError> errors =
                endpoints.all().stream().flatMap(entry -> entry.errors().stream()).toList();
        return new CheckReport(errors, List.of());
    }
}
