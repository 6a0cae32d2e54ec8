suluhCari("d5","551bb9",[["Data","../data/index.html","Semua angka sebagai berkas terbuka.",[["","",""]]]])
