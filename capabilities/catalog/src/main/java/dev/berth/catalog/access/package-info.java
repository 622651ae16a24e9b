/// What this process may read of a system's folder.
@NullMarked
package dev.berth.catalog.access;

import org.jspecify.annotations.NullMarked;
