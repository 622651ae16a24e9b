@NullMarked
package dev.berth.catalog.system;

import org.jspecify.annotations.NullMarked;
