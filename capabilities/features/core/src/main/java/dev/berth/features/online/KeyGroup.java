package dev.berth.features.online;

import java.util.List;

/// Keys of a store that are of use together alone, as what a damaged store still has is saved: all
/// of them are kept, or none.
///
/// @param name what the keys are of: `view departures@1`
/// @param prefixes what the keys begin with
/// @param ifLost written in their place if one of them cannot be read
/// @param dependents what is of no use either then
public record KeyGroup(
        String name, List<byte[]> prefixes, StoreBatch ifLost, List<KeyGroup> dependents) {
    public KeyGroup {
        prefixes = List.copyOf(prefixes);
        dependents = List.copyOf(dependents);
    }
}
