"""What people look at: the class report, a student's feedback page, tables in the terminal."""
