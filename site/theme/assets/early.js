// Run before a long table is read: with scripts the list shows its first rows only, so the rest need not be laid out.
document.documentElement.classList.add("js");
