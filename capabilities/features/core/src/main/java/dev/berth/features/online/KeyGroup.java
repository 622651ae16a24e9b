package dev.berth.features.online;

import java.util.List;

/// Keys of a store that are only useful together. Recovery of a damaged store keeps all of them or
/// none.
///
/// @param name of the group: `view departures@1`
/// @param prefixes of its keys
/// @param ifLost written in their place if one of them cannot be read
/// @param dependents groups that become useless with it
public record KeyGroup(
        String name, List<byte[]> prefixes, StoreBatch ifLost, List<KeyGroup> dependents) {
    public KeyGroup {
        prefixes = List.copyOf(prefixes);
        dependents = List.copyOf(dependents);
    }
}
