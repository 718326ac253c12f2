"""Every command once: the table, the menus, the keys, the palette."""
