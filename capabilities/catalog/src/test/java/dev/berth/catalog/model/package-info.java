@NullMarked
package dev.berth.catalog.model;

import org.jspecify.annotations.NullMarked;
