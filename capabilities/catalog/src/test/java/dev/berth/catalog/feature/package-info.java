@NullMarked
package dev.berth.catalog.feature;

import org.jspecify.annotations.NullMarked;
