@NullMarked
package dev.berth.catalog.settings;

import org.jspecify.annotations.NullMarked;
