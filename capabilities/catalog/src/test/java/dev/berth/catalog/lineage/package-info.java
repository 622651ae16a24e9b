@NullMarked
package dev.berth.catalog.lineage;

import org.jspecify.annotations.NullMarked;
