/// Reads systems and model packages from disk, fetches their artifacts and checks their integrity.
@NullMarked
package dev.berth.catalog;

import org.jspecify.annotations.NullMarked;
