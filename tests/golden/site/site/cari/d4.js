suluhCari("d4","551bb9",[["Angka","../statistik/index.html","Angka contoh.",[["","","Sebanyak 1.234 dari 2.000 kantor. Grafik: 1.234 memakai"]]]])
